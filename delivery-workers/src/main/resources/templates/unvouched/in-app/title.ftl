Your profile is no longer vouched for
