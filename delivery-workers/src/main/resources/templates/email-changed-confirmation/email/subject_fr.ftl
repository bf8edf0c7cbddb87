Cette adresse est désormais la vôtre sur ${siteName}
