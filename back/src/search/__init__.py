"""The port to the search engines: what is found again by any of its fields.

The index is a view of the store: it can be made anew at any time, and lags behind.  Answers
are ids; whoever asks loads what they name, and checks access to it again.
"""
