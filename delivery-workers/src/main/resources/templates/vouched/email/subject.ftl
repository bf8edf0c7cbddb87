You have been vouched for on ${siteName}
