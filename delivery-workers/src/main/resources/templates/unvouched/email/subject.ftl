Your profile on ${siteName} is no longer vouched for
