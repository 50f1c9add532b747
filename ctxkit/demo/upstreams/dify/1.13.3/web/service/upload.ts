import { env } from '../env'

export async function upload(file: File): Promise<string> {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), env.NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS)
  const response = await fetch('/console/api/files/upload', { method: 'POST', body: file, signal: controller.signal })
  if (!response.ok) {
    console.error(`Upload of ${file.name} failed with status ${response.status}`)
    throw new Error('Upload failed, see the console')
  }
  return (await response.json()).id
}
