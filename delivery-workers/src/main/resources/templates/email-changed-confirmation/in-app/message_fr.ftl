Nous vous écrirons désormais à ${newEmail}. Si vous n’êtes pas à l’origine de ce changement, dites-le-nous tout de suite.
