"""The workers: Celery, and the dispatcher that makes the queue a mere accelerator."""
