Jemand hat sich auf ${siteName} für Sie verbürgt
