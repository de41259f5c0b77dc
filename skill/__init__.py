"""The shared intent handler and the Alexa channel."""
