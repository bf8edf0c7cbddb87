Quelqu’un s’est porté garant pour vous sur ${siteName}
