// Reads {name: card} and prints {name: [complaint]}: what Microsoft's own parser says of each card as one of version 1.5.
"use strict";
const { readFileSync } = require("node:fs");
// not the package's main file, which only a bundler can load
const AC = require("adaptivecards/dist/adaptivecards.js");

const VERSION = AC.Versions.v1_5;
// What the parser reads without listing it among an element's properties, and what Teams adds to a button.
const READ_BY_HAND = new Set(["body", "actions", "items", "columns", "inlines", "msteams"]);

mendLanguagePattern();
complainOfUnknownProperties();
const cards = JSON.parse(readFileSync(0, "utf8"));
const complaints = Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, complaintsAbout(card)]));
process.stdout.write(JSON.stringify(complaints));

function complaintsAbout(source) {
  const context = new AC.SerializationContext(VERSION);
  const card = new AC.AdaptiveCard();
  card.maxVersion = VERSION;
  card.parse(source, context);
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return [...parsed, ...card.validateProperties().validationEvents].map(({ message }) => message);
}

// The pattern for `lang` is one global regular expression that all elements share. A global one goes on where its last
// match ended, so after each language that it takes, the next is refused whatever it is (3.0.6, CardElement.langProperty).
function mendLanguagePattern() {
  const property = AC.CardElement.langProperty;
  property.regEx = new RegExp(property.regEx.source, property.regEx.flags.replace("g", ""));
}

// The parser passes over a property that it doesn't know, and so would a client: it is a slip of ours all the same.
function complainOfUnknownProperties() {
  const prototype = AC.SerializableObject.prototype;
  const parse = prototype.parse;
  prototype.parse = function (source, context) {
    const schema = this.getSchema();
    const known = new Set(Array.from({ length: schema.getCount() }, (_, index) => schema.getItemAt(index).name));
    for (const name of Object.keys(source)) {
      if (!known.has(name) && !READ_BY_HAND.has(name)) {
        const message = `Property "${name}" is unknown to ${this.getSchemaKey()}.`;
        context.logParseEvent(this, AC.ValidationEvent.UnsupportedProperty, message);
      }
    }
    return parse.call(this, source, context);
  };
}
