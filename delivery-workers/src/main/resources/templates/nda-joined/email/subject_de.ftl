Sie gehören jetzt zur NDA-Gruppe von ${siteName}
