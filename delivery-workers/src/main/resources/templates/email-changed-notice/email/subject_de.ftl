Ihre Adresse auf ${siteName} wurde geändert
