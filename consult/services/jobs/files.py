"""A file that a job made, kept in pieces in the database: whichever web process is asked can hand it over."""

from collections.abc import Iterator
from typing import BinaryIO

from consult.database import writing
from consult.extensions import db
from consult.models import Job, JobPart

# Bytes that are held at one time.
PIECE = 1 << 20


def keep(job: Job, file: BinaryIO) -> None:
    """Store the file in the open transaction."""
    file.seek(0)
    number = 0
    while content := file.read(PIECE):
        db.session.execute(db.insert(JobPart).values(job_id=job.id, number=number, content=content))
        number += 1


def is_there(job: Job) -> bool:
    """Whether the file still waits to be fetched."""
    return db.session.scalar(db.select(JobPart.number).where(JobPart.job_id == job.id).limit(1)) is not None


def hand_over(job: Job, stream: BinaryIO) -> bool:
    """Write the file to `stream` and keep it no longer; False where it was fetched before or its day has passed."""
    with writing() as session:
        session.get(Job, job.id, with_for_update=True)
        there = False
        for content in _pieces(job):
            stream.write(content)
            there = True
        session.execute(db.delete(JobPart).where(JobPart.job_id == job.id))
    return there


def _pieces(job: Job) -> Iterator[bytes]:
    numbers = db.session.scalars(db.select(JobPart.number).where(JobPart.job_id == job.id).order_by(JobPart.number))
    for number in list(numbers):
        yield db.session.scalar(db.select(JobPart.content).where(JobPart.job_id == job.id, JobPart.number == number))
