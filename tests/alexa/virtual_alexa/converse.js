// Holds conversations with a skill over HTTP, through virtual-alexa.
//
// Standard input: {url, model, locale, conversations: [[utterance or null, ...], ...]}, where null
// launches the skill. Standard output: for each conversation, for each step, {request, response,
// ssml}: what was sent, what came back, and what ssml-check-core found in it.

import { readFileSync } from "node:fs";
import ssmlCheck from "ssml-check-core";
import virtualAlexa from "virtual-alexa";

const APPLICATION = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000";

const { url, model, locale, conversations } = JSON.parse(readFileSync(0, "utf-8"));

async function findings(response) {
  const speeches = [response.outputSpeech, response.reprompt?.outputSpeech];
  const found = [];
  for (const speech of speeches) {
    if (speech) found.push(...((await ssmlCheck.check(speech.ssml, { platform: "amazon", locale })) ?? []));
  }
  return found;
}

async function converse(steps) {
  const alexa = virtualAlexa.VirtualAlexa.Builder()
    .skillURL(url)
    .interactionModelFile(model)
    .applicationID(APPLICATION)
    .locale(locale)
    .create();
  let request;
  alexa.filter((sent) => {
    request = sent.request;
  });
  const heard = [];
  for (const step of steps) {
    const answer = step === null ? await alexa.launch() : await alexa.utter(step);
    const { response, sessionAttributes } = JSON.parse(JSON.stringify(answer));
    heard.push({ request, response, sessionAttributes, ssml: await findings(response) });
  }
  return heard;
}

const results = [];
for (const steps of conversations) results.push(await converse(steps));
process.stdout.write(JSON.stringify(results));
