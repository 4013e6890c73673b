// Markdown from flows: hostile until it is sanitised. Raw HTML stays text, and links leave with nothing of ours.
import { Typography } from '@mantine/core';
import ReactMarkdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';

export default function Markdown({ text }: { readonly text: string }) {
  return (
    <Typography className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          a: ({ href, children }) => (
            <a href={href} rel="noreferrer noopener" target="_blank">
              {children}
            </a>
          ),
          // A picture from elsewhere would tell its server who looks at the page.
          img: ({ alt }) => <>{alt}</>,
        }}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  );
}
