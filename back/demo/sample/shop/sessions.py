"""Sessions, kept in the visitor's own cookie."""

import base64
import pickle


def to_cookie(session):
    return base64.b64encode(pickle.dumps(session))


def from_cookie(cookie):
    return pickle.loads(base64.b64decode(cookie))
