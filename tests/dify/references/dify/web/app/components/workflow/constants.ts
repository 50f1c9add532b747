export const DEFAULT_RETRY_MAX = 3
