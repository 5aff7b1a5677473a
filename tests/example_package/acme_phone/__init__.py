"""What the phone desk of Acme adds to ivraudit."""
