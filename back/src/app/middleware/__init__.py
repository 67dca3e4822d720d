"""What happens to every request, whatever its route: one concern a file, pure ASGI."""
