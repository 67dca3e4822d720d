"""Mail: what it says, as text and as HTML, and the port to what delivers it."""
