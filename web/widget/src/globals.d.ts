/** Where the build put the lazy parts, below the desk's origin: the conversation, and its texts by language. */
declare const PARTS: Record<'chat' | 'en' | 'zh-CN', string>;
