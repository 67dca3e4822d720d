"""How people sign in with a browser: pages, cookies, links, and who else vouches for them."""
