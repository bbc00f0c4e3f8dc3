/** The file that will go with the message. */
import { CloseIcon, FileIcon } from '../icons.tsx'
import { kindWords, sizeWords } from '../space/file-words.ts'
import { shownName } from '../space/people.ts'

export interface AttachmentProps {
  readonly file: File
  readonly onRemove: () => void
}

export const Attachment = ({ file: { name, type, size }, onRemove }: AttachmentProps) => (
  <div class="file-chip composer-file">
    <span class="file-icon">
      <FileIcon />
    </span>
    <span class="file-words">
      <bdi class="file-name">{shownName(name)}</bdi>
      <span class="file-kind">
        {kindWords(name, type)} · {sizeWords(size)}
      </span>
    </span>
    <button type="button" class="icon-button" aria-label={`Remove ${shownName(name)}`} onClick={onRemove}>
      <CloseIcon />
    </button>
  </div>
)
