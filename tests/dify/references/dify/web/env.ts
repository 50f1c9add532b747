// In the form of Dify's own, for the references of rows.
const schema = { NEXT_PUBLIC_BASE_PATH: z.string().regex(/^\/.*[^/]$/) }
