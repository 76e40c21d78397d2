"""Other people's programs, asked or told over HTTP: the Tweede Kamer's open data, webhooks, our own public page."""
