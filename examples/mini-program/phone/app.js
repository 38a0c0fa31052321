const wmpfVoip = requirePlugin('wmpf-voip').default

// Once, at module level: in onLoad every visit would add a listener.
wmpfVoip.setVoipEndPagePath({ url: '/pages/record/record', key: 'Call' })
wmpfVoip.setUIConfig({ listenerUI: { objectFit: 'contain' } })

wmpfVoip.onVoipEvent((event) => {
  const calls = getApp().globalData.calls
  switch (event.eventName) {
    case 'callPageOnShow': {
      // A door that calls says which one it is; one that is called cannot be opened from here.
      const { doorName } = wmpfVoip.getPluginOnloadOptions()
      wmpfVoip.setCustomBtnText(doorName ? `Open ${doorName}` : '')
      break
    }
    case 'startVoip':
      calls.push({ roomId: event.groupId, seconds: 0, end: '' })
      break
    case 'hangUpVoip':
    case 'abortVoip':
      calls[calls.length - 1].end = event.data.status
      break
    case 'finishVoip': {
      const call = calls.find((one) => one.roomId === event.groupId)
      if (call) call.seconds = event.data.keepTime
      break
    }
  }
})

App({
  globalData: { calls: [] },
})
