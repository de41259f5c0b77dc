"""The Alexa channel: from Amazon's request to a turn, from a reply to a response."""
