Die letzte Bürgschaft für Ihr Profil wurde zurückgezogen. Ihr Profil bleibt, wie es ist; mit einer neuen Bürgschaft steht Ihnen wieder offen, was jetzt verschlossen ist.
