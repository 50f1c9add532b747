import { z } from 'zod'

const clientSchema = {
  /** Milliseconds until a generated text is given up */
  NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS: z.coerce.number().default(60000),
  NEXT_PUBLIC_UPLOAD_IMAGE_AS_ICON: z.coerce.boolean().default(false),
}

export const env = z.object(clientSchema).parse({
  NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS: process.env.NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS,
  NEXT_PUBLIC_UPLOAD_IMAGE_AS_ICON: process.env.NEXT_PUBLIC_UPLOAD_IMAGE_AS_ICON,
})
