The last vouch for your profile has been withdrawn. Your profile stays as it is; a new vouch opens again what is closed now.
