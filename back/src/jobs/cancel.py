"""Taking the wish for a job back, as a write for the commit of whoever does."""

from jobs.items import job_key
from jobs.types import JobId
from store.types import Delete, Whatever


def cancelled(kind: str, subject: str) -> Delete:
    """Return the write by which nobody wishes for the job any more; a run that began goes on."""
    return Delete(job_key(JobId(kind, subject)), Whatever())
