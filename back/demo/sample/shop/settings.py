"""Settings, kept where everybody can read them."""

DATABASE = "shop.sqlite"
DATABASE_PASSWORD = "correct-horse"
SIGNING_KEY = b"0123456789abcdef"
LISTEN_ON = "0.0.0.0"
UPLOADS = "/tmp/uploads"
