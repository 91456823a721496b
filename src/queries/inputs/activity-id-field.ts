/** How an activity is named in a question: `a17`. */

import * as z from 'zod';

/** An activity id in a query's input: published as text, a plain number is taken too. */
export const activityIdField = z.preprocess((id) => (typeof id === 'number' ? String(id) : id), z.string());
