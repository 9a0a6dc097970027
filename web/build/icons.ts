import type { Plugin } from 'vite'

const ICON = /@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/
const DATA = /const iconData = (\{.*\});?$/m

/**
 * Makes each icon of Lucide a drawing as it stands, which a browser copies at once. As they come, they
 * are put together anew for each row out of lists of shapes, by code for options that nobody uses here.
 */
export function icons(): Plugin {
  return {
    name: 'tasklark:icons',
    enforce: 'pre',
    transform: {
      filter: { id: ICON },
      handler(source) {
        const data = DATA.exec(source)?.[1]
        if (!data) throw new Error('Lucide writes its icons in another way now')
        const { node } = JSON.parse(data) as { node: [string, Record<string, string>][] }
        return drawing(node.map(([tag, shape]) => `<${tag} ${attributes(shape)} />`).join(''))
      },
    },
  }
}

/** How lines are drawn stands in `style/base.css`. */
function drawing(shapes: string): string {
  return `<script>
  let { size = 24, class: look, style } = $props()
</script>
<svg class={['lucide', look]} {style} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">${shapes}</svg>
`
}

function attributes(shape: Record<string, string>): string {
  return Object.entries(shape)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')
}
