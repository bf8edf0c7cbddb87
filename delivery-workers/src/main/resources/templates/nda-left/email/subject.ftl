You are no longer in the NDA group of ${siteName}
