#!/usr/bin/env node
// Here before anything is built, as npm links only commands that are there when it installs.
import "../dist/cli/bundle.js";
