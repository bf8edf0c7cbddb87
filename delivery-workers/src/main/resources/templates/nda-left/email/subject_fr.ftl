Vous ne faites plus partie du groupe NDA de ${siteName}
