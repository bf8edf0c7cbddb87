Das ist jetzt Ihre Adresse auf ${siteName}
