"""The site: settings, root addresses, the base template, static files and sign-in. It holds nothing about any room."""
