import * as z from 'zod'

const coercedBoolean = z.string()
  .refine(s => s === 'true' || s === 'false' || s === '0' || s === '1')
  .transform(s => s === 'true' || s === '1')
const coercedNumber = z.coerce.number().int().positive()

const clientSchema = {
  NEXT_PUBLIC_ALLOW_EMBED: coercedBoolean.default(false),
  NEXT_PUBLIC_API_PREFIX: z.url().optional(),
  NEXT_PUBLIC_PUBLIC_API_PREFIX: z.url().optional(),
  NEXT_PUBLIC_COOKIE_DOMAIN: z.string().optional(),
  NEXT_PUBLIC_CSP_WHITELIST: z.string().optional(),
  NEXT_PUBLIC_MARKETPLACE_API_PREFIX: z.url().optional(),
  NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS: coercedNumber.default(60000),
}

export const cookieDomain = env.NEXT_PUBLIC_COOKIE_DOMAIN
export const allowEmbed = env.NEXT_PUBLIC_ALLOW_EMBED
export const whitelist = env.NEXT_PUBLIC_CSP_WHITELIST
export const timeout = env.NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS
