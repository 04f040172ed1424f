"""The acts: the verbs of the service, and the only place where IO and judgement meet."""
