// Audits a page in a browser that runs already, signed in: `node audit.js <address> <port> mobile`.
// Prints the scores, from 0 to 1, and what failed, as JSON.
import lighthouse, { desktopConfig } from 'lighthouse'

const [address, port, form] = process.argv.slice(2)
const options = {
  port: Number(port),
  // The session is in the browser's storage.
  disableStorageReset: true,
  onlyCategories: ['performance', 'accessibility', 'best-practices'],
}
const { lhr } = await lighthouse(address, options, form === 'desktop' ? desktopConfig : undefined)
if (lhr.runtimeError) throw new Error(lhr.runtimeError.message)

const failed = ({ auditRefs }) =>
  auditRefs
    .filter(({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 0.9)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ''}`.trim())

console.log(
  JSON.stringify(
    Object.values(lhr.categories).map((category) => ({
      category: category.id,
      score: category.score,
      failed: failed(category),
    })),
  ),
)
