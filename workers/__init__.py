"""The workers: Celery, and the dispatcher that makes the queue a mere accelerator."""

import gc

# What imports leave behind stays: to look through it after every 700 objects is a tenth of a process's start.
gc.set_threshold(20_000, 20, 20)
