"""Adapters: how mails leave (SMTP) and arrive (IMAP)."""
