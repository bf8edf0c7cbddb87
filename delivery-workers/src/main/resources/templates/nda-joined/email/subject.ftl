You are now in the NDA group of ${siteName}
