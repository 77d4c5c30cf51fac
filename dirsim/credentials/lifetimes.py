"""Session lifetimes under their former module name."""

from dirsim.credentials.sessions.session_lifetimes import Hop, session

__all__ = ["Hop", "session"]
