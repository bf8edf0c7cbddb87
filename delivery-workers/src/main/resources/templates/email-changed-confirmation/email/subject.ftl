This is your address on ${siteName} now
