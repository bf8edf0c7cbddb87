Sie gehören nicht mehr zur NDA-Gruppe von ${siteName}
