// The tags of something, each as a badge.
import { Badge, Group } from '@mantine/core';

export function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge key={tag} size="sm" variant="default" tt="none">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
