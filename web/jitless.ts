// The first import of the page: zod tries `new Function` when a schema is made, which the content policy forbids and browsers report as an error.
import { config } from "zod";

config({ jitless: true });
