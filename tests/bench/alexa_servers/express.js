// A skill on Node's ask-sdk-core and ask-sdk-express-adapter, with its verification on.
// Arguments: port, folder with the certificate chain. The chain stands in the verifier's cache, as
// it does after the first request of a real service.

const { readFileSync } = require("node:fs");
const express = require("express");
const { SkillBuilders } = require("ask-sdk-core");
const adapters = require("ask-sdk-express-adapter");

const [port, folder] = process.argv.slice(2);
const URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem";
const TEXT = "This is one thing I can say about it. ".repeat(6);

const skill = SkillBuilders.custom()
  .addRequestHandlers({
    canHandle: ({ requestEnvelope: { request } }) =>
      request.type === "IntentRequest" && request.intent.name === "FaqIntent",
    handle: (input) => {
      input.attributesManager.setSessionAttributes({ count: 1 });
      return input.responseBuilder.speak(TEXT).reprompt("Anything else?").getResponse();
    },
  })
  .create();

const signature = new adapters.SkillRequestSignatureVerifier();
signature.certCache.set(URL, readFileSync(`${folder}/chain.pem`, "utf8"));
const verifiers = [signature, new adapters.TimestampVerifier()];
const adapter = new adapters.ExpressAdapter(skill, false, false, verifiers);
express().post("/alexa", adapter.getRequestHandlers()).listen(Number(port), "127.0.0.1");
