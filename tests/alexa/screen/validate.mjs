// Documents on standard input; what Amazon's checker finds wrong, one list a document, on standard output.
import suggester from "apl-suggester";

let text = "";
for await (const part of process.stdin) text += part;
const found = [];
for (const document of JSON.parse(text)) {
  const validator = new suggester.StaticAplTemplateValidator();
  found.push(await validator.validate(document));
}
process.stdout.write(JSON.stringify(found));
