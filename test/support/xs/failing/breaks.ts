/** For test/tools/suites.test.ts: a suite that cannot be loaded. */
throw new Error("broken while it is loaded");
