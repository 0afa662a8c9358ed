"""People with accounts, as tests about who belongs where begin with them."""

from functools import cache

from flask_security import hash_password

from consult.extensions import db
from consult.models import AuditEvent, Membership, Partnership, User
from consult.services import people
from tests.conftest import PASSWORD

PEOPLE = "/officer/trafford/people"
HERS = "admin-trafford@test.example"


def administrators(app):
    """A client signed in as an administrator of Trafford, HERS."""
    make(HERS, "admin", "trafford")
    return signed_in(app, HERS)


def partnership(slug="trafford"):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def belonging(email, slug="trafford"):
    """Somebody's membership as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(db.select(Membership).join(User).where(
        User.email == email, Membership.partnership_id == partnership(slug).id))  # fmt: skip


@cache
def hashed():
    """The hash of PASSWORD, worked out once: it is made to be slow."""
    return hash_password(PASSWORD)


def make(email, role, *slugs):
    """An account as it would be had it been there for long."""
    user = User(email=email, name=email.partition("@")[0].title(), password=hashed(), fs_uniquifier=email)
    role = people.role_named(role)
    user.memberships = [Membership(partnership=partnership(one), role=role) for one in slugs]
    db.session.add(user)
    db.session.commit()
    return user


def deeds(verb):
    return list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == verb)))


def signed_in(app, email, password=PASSWORD):
    """A client signed in."""
    client = app.test_client()
    client.sign_in(email, password)
    return client
