Your address on ${siteName} has been changed
