/** The form by which a newcomer connects their own Webex. */

export interface ConnectDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export const ConnectDialog = ({ isOpen }: ConnectDialogProps) => <dialog open={isOpen}>Connect your own Webex</dialog>
